package io.balsa.bench.jraft;

import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;

/** The bytes of a command are the bytes on the wire. */
final class JraftCommandSerializer extends DefaultCustomSerializer
{
    @Override
    public <T extends RequestCommand> boolean serializeContent(final T request, final InvokeContext invokeContext)
    {
        final RpcRequestCommand rpc = (RpcRequestCommand)request;
        rpc.setContent(((JraftCommand)rpc.getRequestObject()).bytes());
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(final T response)
    {
        final RpcResponseCommand rpc = (RpcResponseCommand)response;
        rpc.setContent(((JraftCommand)rpc.getResponseObject()).bytes());
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(final T request)
    {
        final RpcRequestCommand rpc = (RpcRequestCommand)request;
        rpc.setRequestObject(new JraftCommand(rpc.getContent()));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(final T response, final InvokeContext invokeContext)
    {
        final RpcResponseCommand rpc = (RpcResponseCommand)response;
        rpc.setResponseObject(new JraftCommand(rpc.getContent() == null ? new byte[0] : rpc.getContent()));
        return true;
    }
}
